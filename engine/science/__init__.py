"""Pure mathematics of marketing: plain values in, plain values out; no database, network, clock or store."""
