"""Every finding of the rules on the real tables of 2020, judged: would a careful reader raise it?"""
