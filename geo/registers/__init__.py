"""Official registers in, reference tables out; `geo.registers.building` makes all of them."""
