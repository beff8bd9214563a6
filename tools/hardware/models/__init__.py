"""Models of peripherals. Who writes a model does not read the driver; each rule cites what it follows."""
