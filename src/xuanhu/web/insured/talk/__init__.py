"""What the insured say and are told: messages and pictures, a doctor's advice, a slot for a call, and how it was."""
