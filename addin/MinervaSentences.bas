Option Explicit
' The sentences of the guard, completed.

Public Function MinervaSentence(reason As String, detail As String) As String
    Dim both As String
    both = MinervaWord("addin.guard." & reason, "fr") & vbLf & vbLf & MinervaWord("addin.guard." & reason, "nl")
    MinervaSentence = Replace(both, "{detail}", detail)
End Function
