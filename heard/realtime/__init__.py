"""News for browsers: ids only, over server-sent events; the browser asks again for what is on its screen."""
