"""The transactional outbox: a change writes its event and deliveries with it, the worker takes them to the channels."""
