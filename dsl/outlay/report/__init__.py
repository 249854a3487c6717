"""A model as one page that explains itself: `gather` asks the model, `page` writes what was found.

Every figure comes from the engine. A page is a single file: its styles, its script and its drawings stand inside it,
it asks no network for anything, and it can be read without its script.
"""

from outlay.report.gather import Options as Options
from outlay.report.gather import gather as gather
from outlay.report.page import page as page
