"""Published formats: each renders the blocks of an executed notebook, found by nbconvert's entry points."""
