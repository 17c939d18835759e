"""The smallest repair of broken identities: equations, exact search, slips of the pen."""
