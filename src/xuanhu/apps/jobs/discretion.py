"""Logs of jobs tell where something went wrong, and never what it was about: a database's error quotes the row."""

import logging
import traceback


class Discreet(logging.Filter):
    """Puts the kind of an error and the places in the code in the place of its words."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: the record goes on, without the exception."""
        if record.exc_info and record.exc_info[0] is not None:
            where = "".join(traceback.format_tb(record.exc_info[2]))
            record.msg, record.args = f"{record.getMessage()} {record.exc_info[0].__name__}\n{where}", ()
            record.exc_info = record.exc_text = None
        return True
