Option Explicit
' One Sub for each button of the ribbon, each calling the Python function of the same name.
' The calling book is the active one. The first three work on the book as it is open; the others read and write
' files beside it, so it must lie in a folder.

Public Sub MinervaCheck()
    If MinervaMayRun(False) Then RunPython "from minerva import buttons; buttons.check()"
End Sub

Public Sub MinervaClear()
    If MinervaMayRun(False) Then RunPython "from minerva import buttons; buttons.clear()"
End Sub

Public Sub MinervaColour()
    If MinervaMayRun(False) Then RunPython "from minerva import buttons; buttons.colour()"
End Sub

Public Sub MinervaTemplates()
    If MinervaMayRun(True) Then RunPython "from minerva import buttons; buttons.templates()"
End Sub

Public Sub MinervaConsolidate()
    If MinervaMayRun(True) Then RunPython "from minerva import buttons; buttons.consolidate()"
End Sub

Public Sub MinervaPdf()
    If MinervaMayRun(True) Then RunPython "from minerva import buttons; buttons.pdf()"
End Sub

Public Sub MinervaCoverage()
    If MinervaMayRun(True) Then RunPython "from minerva import buttons; buttons.coverage()"
End Sub

Public Sub MinervaFeedback()
    If MinervaMayRun(True) Then RunPython "from minerva import buttons; buttons.feedback()"
End Sub
