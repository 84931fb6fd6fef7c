"""The rules of the gate: what must be so before a page is submitted for review or published, one class for each."""
