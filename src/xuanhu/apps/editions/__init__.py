"""Published editions of handbooks: their text as it was published, from when until when they are in force."""
