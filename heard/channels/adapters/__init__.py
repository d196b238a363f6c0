"""One folder a network; an adapter only translates, and sees nothing but `channels.base` and `kit`."""
