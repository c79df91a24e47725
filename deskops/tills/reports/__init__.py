"""The reports of the desk's money: takings, over and short, fees, and the journal of all transfers."""
