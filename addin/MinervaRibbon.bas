Option Explicit
' What the ribbon calls: a Sub for each button, and the texts of a control in the language of Office.

Private Const LanguageOfTheMenus As Long = 2
Private Const PrimaryLanguage As Long = &H3FF
Private Const Dutch As Long = &H13

Public Sub OnCheck(control As IRibbonControl)
    MinervaCheck
End Sub

Public Sub OnClear(control As IRibbonControl)
    MinervaClear
End Sub

Public Sub OnColour(control As IRibbonControl)
    MinervaColour
End Sub

Public Sub OnTemplates(control As IRibbonControl)
    MinervaTemplates
End Sub

Public Sub OnConsolidate(control As IRibbonControl)
    MinervaConsolidate
End Sub

Public Sub OnPdf(control As IRibbonControl)
    MinervaPdf
End Sub

Public Sub OnCoverage(control As IRibbonControl)
    MinervaCoverage
End Sub

Public Sub OnFeedback(control As IRibbonControl)
    MinervaFeedback
End Sub

Public Sub RibbonLabel(control As IRibbonControl, ByRef text)
    text = MinervaRibbonText(control.ID, "label")
End Sub

Public Sub RibbonTip(control As IRibbonControl, ByRef text)
    text = MinervaRibbonText(control.ID, "tip")
End Sub

Public Sub RibbonHelp(control As IRibbonControl, ByRef text)
    text = MinervaRibbonText(control.ID, "help")
End Sub

Public Function MinervaRibbonText(control As String, part As String) As String
    MinervaRibbonText = MinervaWord("ribbon." & control & "." & part, MinervaLanguage())
End Function

' Dutch where Office speaks Dutch, French everywhere else.
Public Function MinervaLanguage() As String
    Dim host As Object
    Dim spoken As Long
    Set host = Application
    On Error Resume Next
    spoken = host.LanguageSettings.LanguageID(LanguageOfTheMenus)
    On Error GoTo 0
    MinervaLanguage = MinervaLanguageOf(spoken)
End Function

Public Function MinervaLanguageOf(languageId As Long) As String
    MinervaLanguageOf = "fr"
    If (languageId And PrimaryLanguage) = Dutch Then MinervaLanguageOf = "nl"
End Function
