"""Who gets the newsletter by mail: asking for it, confirming, managing, ending, erasing; and the register of them."""
