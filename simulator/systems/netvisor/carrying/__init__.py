"""How the connector turns what is carried into Netvisor's messages, and tells what came of them."""
