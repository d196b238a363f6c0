"""Things tests are about, made small."""
