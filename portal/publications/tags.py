"""The tags of publications: product areas, which are a fixed list, and free keywords."""

from django.db import models
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TaggedItemBase

from portal.vocabulary.models import ProductArea


class ProductAreaItem(ItemBase):
    """That a publication is filed under a product area."""

    # Wagtail leaves tags out of its reference index. Product areas are a fixed list, and must not be deleted in use.
    wagtail_reference_index_ignore = False

    tag = models.ForeignKey(ProductArea, related_name="items", on_delete=models.PROTECT)
    content_object = ParentalKey("portal.Publication", related_name="product_area_items", on_delete=models.CASCADE)

    class Meta:
        unique_together = [("tag", "content_object")]


class KeywordItem(TaggedItemBase):
    """That a publication has a free keyword."""

    content_object = ParentalKey("portal.Publication", related_name="keyword_items", on_delete=models.CASCADE)
