"""The foundation of the portal: what all publications share and how they come to their readers. See
portal/README.md.
"""
