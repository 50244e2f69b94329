"""How documents are carried to NetBaron by the assumed contract: what is sent, and what an answer means."""
