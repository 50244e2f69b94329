"""How documents are carried to Procountor: what is sent, and what an answer means."""
