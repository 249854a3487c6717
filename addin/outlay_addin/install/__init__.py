"""Setting Excel up on Windows: what is written where (`steps`), what can be wrong and how it is mended (`doctor`).

`home.Home` says where things lie; `settings` reads and writes xlwings' own configuration; `vba` and `book` make the
module and the workbook that go with it. All of it works on a made-up home folder, on any system.
"""
