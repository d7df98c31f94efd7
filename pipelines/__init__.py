"""CLEAN, JUDGE, STORE, SHOW: from raw records to published marts."""
