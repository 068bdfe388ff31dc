"""Web: what shoppers and agents open in a browser or call over HTTP."""
