"""Rights to one's own data: what is held and how long, who saw it, a copy, correction, deletion."""
