"""The transactional outbox: a change writes its event and deliveries in its own transaction, and the worker hands these
to the channels later.
"""
