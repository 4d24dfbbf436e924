Option Explicit
' Whether an interpreter starts and has what the buttons need: 0 yes, 3 no, 9 it is not there, anything else that it
' does not start. On a Mac it is not tried. -P: nothing is taken from the folder in which Excel happens to be.

Private Const Gone As Long = 9
Private Const Question As String = "import importlib.util as u, sys; sys.exit(0 if u.find_spec('minerva') and u.find_spec('xlwings') else 3)"

Public Function MinervaTryPython(interpreter As String) As Long
    On Error GoTo NotStarted
    If Not FileExists(interpreter) Then
        MinervaTryPython = Gone
    ElseIf InStr(Application.OperatingSystem, "Mac") = 0 Then
        MinervaTryPython = WScript.Run(Chr(34) & interpreter & Chr(34) & " -P -c " & Chr(34) & Question & Chr(34), 0, True)
    End If
    Exit Function
NotStarted:
    MinervaTryPython = -1
End Function
