"""The room of experts: who is asked, what they read and write, who checks and translates it, what goes out."""
