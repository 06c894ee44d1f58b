"""Papers on their way: pieces, sheets and sheaves, until a person has said what they are; swept after a day."""
