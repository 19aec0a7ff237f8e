"""What a build finds as a folder of Parquet files, for analysts and for machines that never see a `kb.db`.

`columns` types the files by schema.sql, `manifest` says what a folder holds, `parts` writes them, `extracting` is `kb
extract`, `loading` makes a `kb.db` of all of it or a part, `commands` are the two doors.
"""
