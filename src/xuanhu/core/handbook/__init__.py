"""What a handbook can say: its terms, frozen, each with the clause it comes from; and how they read in words."""
