Option Explicit
' What is said to the user, French above Dutch.

Public Sub MinervaTell(reason As String, detail As String)
    MsgBox MinervaSentence(reason, detail), vbExclamation, MinervaTitle()
End Sub

Public Function MinervaAsk(reason As String, detail As String) As Boolean
    MinervaAsk = (MsgBox(MinervaSentence(reason, detail), vbExclamation + vbOKCancel, MinervaTitle()) = vbOK)
End Function

Private Function MinervaTitle() As String
    MinervaTitle = MinervaWord("addin.guard.title", "fr")
End Function
