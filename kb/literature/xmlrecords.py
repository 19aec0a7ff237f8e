"""Records of an XML file as a stream: bytes in, one element after the other out, with entities and the network off."""

from collections.abc import Iterator
from io import BytesIO

from lxml import etree


def elements_of(data: bytes, *tags: str) -> Iterator[etree._Element]:
    """The elements of some names, in order; each is emptied once the next is asked for. Raises ValueError where it is
    no sound XML; the elements before the fault have been given by then."""
    steps = etree.iterparse(
        BytesIO(data), tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        for _, element in steps:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise ValueError(f"is not sound XML (line {error.lineno}: {error.msg})") from None
