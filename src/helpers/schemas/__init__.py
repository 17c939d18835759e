"""JSON Schemas of the kit's JSON, made from the objects that write it, so that they cannot say anything else."""
