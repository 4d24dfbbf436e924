Option Explicit
' What is looked at before Python starts: each thing that would make it fail has a sentence of its own, in both
' languages. A reason is the end of a label (addin.guard.REASON); "" means that nothing stands in the way.

Private Const PythonFound As Long = 0
Private Const MinervaMissing As Long = 3
Private Const PythonGone As Long = 9

Private startedBefore As String

Public Function MinervaMayRun(needsFolder As Boolean) As Boolean
    Dim reason As String
    Dim detail As String
    MinervaMayRun = False
    reason = MinervaBookReason(needsFolder, detail)
    If reason = "" Then reason = MinervaPythonReason(detail)
    If reason <> "" Then
        MinervaTell reason, detail
        Exit Function
    End If
    MinervaMayRun = True
    If needsFolder Then detail = MinervaUnsavedBooks()
    If needsFolder And detail <> "" Then MinervaMayRun = MinervaAsk("unsaved", detail)
End Function

Public Function MinervaBookReason(needsFolder As Boolean, ByRef detail As String) As String
    Dim sheet As Object
    If MinervaProtectedView() Then
        MinervaBookReason = "protected"
        Exit Function
    End If
    If ActiveWorkbook Is Nothing Then
        MinervaBookReason = "no_book"
        Exit Function
    End If
    detail = ActiveWorkbook.Name
    MinervaBookReason = MinervaPlaceReason(ActiveWorkbook.Name, ActiveWorkbook.FullName, ActiveWorkbook.Path, needsFolder)
    If MinervaBookReason <> "" Then Exit Function
    For Each sheet In ActiveWorkbook.Worksheets
        If MinervaHoldsProgram(sheet.Name) Then
            detail = sheet.Name
            MinervaBookReason = "program"
        End If
    Next
End Function

' A caret would end the line that starts Python, an equals sign the name of the book in it.
Public Function MinervaPlaceReason(book As String, fullName As String, folder As String, needsFolder As Boolean) As String
    MinervaPlaceReason = ""
    If InStr(fullName, "^") > 0 Or InStr(book, "=") > 0 Then
        MinervaPlaceReason = "name"
    ElseIf needsFolder And folder = "" Then
        MinervaPlaceReason = "not_saved"
    ElseIf needsFolder And LCase(Left(fullName, 4)) = "http" Then
        MinervaPlaceReason = "cloud"
    End If
End Function

' xlwings takes a sheet with such a name for Python code.
Public Function MinervaHoldsProgram(sheetName As String) As Boolean
    MinervaHoldsProgram = (LCase(Right(sheetName, 3)) = ".py")
End Function

' Asked of an Object, as Excel for Mac may not know the word.
Private Function MinervaProtectedView() As Boolean
    Dim host As Object
    Dim window As Object
    Set host = Application
    On Error Resume Next
    Set window = host.ActiveProtectedViewWindow
    On Error GoTo 0
    MinervaProtectedView = Not window Is Nothing
End Function

' Trying takes a tenth of a second: once for each interpreter and session.
Public Function MinervaPythonReason(ByRef detail As String) As String
    Dim interpreter As String
    interpreter = MinervaInterpreter()
    MinervaPythonReason = ""
    If interpreter = "" Then
        detail = ""
        MinervaPythonReason = "not_installed"
        Exit Function
    End If
    If interpreter = startedBefore Then Exit Function
    detail = interpreter
    Select Case MinervaTryPython(interpreter)
        Case PythonFound
            startedBefore = interpreter
        Case PythonGone
            MinervaPythonReason = "no_python"
        Case MinervaMissing
            MinervaPythonReason = "no_minerva"
        Case Else
            MinervaPythonReason = "not_started"
    End Select
End Function

' Python reads files as they are on the disk: a register that is open and was changed would be read as it was before.
Private Function MinervaUnsavedBooks() As String
    Dim book As Object
    Dim names As String
    For Each book In Workbooks
        If book.Name <> ActiveWorkbook.Name And book.Path <> "" And Not book.Saved Then
            If names <> "" Then names = names & ", "
            names = names & book.Name
        End If
    Next
    MinervaUnsavedBooks = names
End Function
