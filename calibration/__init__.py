"""How the library's efficiencies are fitted to published figures, and how far its predictions lie from them."""
