"""Which of the text formats a file is, by its first lines."""

from soleus.recording.apdm import is_apdm, read_apdm
from soleus.recording.delimited import open_text, read_csv
from soleus.recording.delsys import delsys_header, read_delsys
from soleus.recording.opensignals import is_opensignals_txt, read_opensignals_txt
from soleus.recording.opensim import is_opensim, read_opensim
from soleus.recording.phyphox import is_phyphox, read_phyphox
from soleus.recording.sensor_logger import is_sensor_logger, read_sensor_logger
from soleus.recording.sniff import as_text
from soleus.recording.source import Source, checked_table_file
from soleus.recording.table import Table
from soleus.recording.xsens import is_xsens, read_xsens


def read_text(source: Source) -> Table:
    """Recognise and open a text table.

    Raises
    ------
    InputError          if the table's layout is unclear
    UnknownFormatError  if it is no table
    NotEnoughDataError  if it holds no rows
    """
    checked_table_file(source)
    turned, lines, _ = as_text(source)
    if header := delsys_header(lines):
        return read_delsys(turned, header)
    source, layout = open_text(source)
    if is_opensignals_txt(layout):
        return read_opensignals_txt(source, layout)
    if is_opensim(layout):
        return read_opensim(source, layout)
    if is_xsens(layout):
        return read_xsens(source, layout)
    if is_apdm(layout):
        return read_apdm(source, layout)
    if is_sensor_logger(layout):
        return read_sensor_logger(source, layout)
    if is_phyphox(layout):
        return read_phyphox(source, layout)
    return read_csv(source, layout)
