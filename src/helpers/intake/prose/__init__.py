"""A document's text under the headings of the form, with title, lead, date and signature set apart."""
