"""Exchange with other directories in HSDS 3.0: files in and out, their check, the open interface at /hsds/."""
