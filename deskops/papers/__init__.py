"""PDF building blocks, fonts, barcodes, signatures, prints and reprints."""
