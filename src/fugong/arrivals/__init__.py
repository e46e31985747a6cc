"""Reception at airports, stations and ports: who arrives, who meets them, and who takes over."""
