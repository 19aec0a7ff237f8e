"""Reading: alone opens sources/. Folders of files come in; Articles cut into blocks, Studies and Findings go out.

Every bad file gives one Problem and keeps no other file from being read. Nothing here judges what a text says.
"""
