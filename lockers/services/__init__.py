"""Acts at the lockers: opening, keeping, sweeping, finding, giving back."""
