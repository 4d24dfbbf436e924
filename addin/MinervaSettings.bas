Option Explicit
' Where the settings of xlwings come from. It takes them from the active book and its folder first: a return that was
' received would then say which program runs here. This function stands in place of its own and reads two files:
' minerva.conf beside the add-in (the folder without installation), then the one of the user that
' "minerva addin install" wrote.

Private Const FileName As String = "minerva.conf"
Private Const FolderOfTheAddin As String = "%MINERVA_ADDIN%"

Public Function GetConfig(configKey As String, Optional fallback As String = "", Optional source As String = "") As Variant
    Dim found As String
    GetConfig = fallback
    If UCase(configKey) = "ADD_WORKBOOK_TO_PYTHONPATH" Then
        GetConfig = "false"
        Exit Function
    End If
    If GetConfigFromFile(ThisWorkbook.Path & Application.PathSeparator & FileName, configKey, found) Then
        GetConfig = found
    ElseIf GetConfigFromFile(GetConfigFilePath(), configKey, found) Then
        GetConfig = found
    End If
    GetConfig = ExpandEnvironmentStrings(Replace(GetConfig, FolderOfTheAddin, ThisWorkbook.Path))
End Function

Public Function MinervaInterpreter() As String
    If InStr(Application.OperatingSystem, "Mac") > 0 Then
        MinervaInterpreter = GetConfig("INTERPRETER_MAC")
    Else
        MinervaInterpreter = GetConfig("INTERPRETER_WIN")
    End If
End Function
