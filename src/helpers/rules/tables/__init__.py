"""Rules about cells and single tables (F, T2, T3, T4)."""
