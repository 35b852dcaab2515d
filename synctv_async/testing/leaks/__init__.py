"""Proving that code shows no secret: it runs with canaries, and everything that it leaves behind is looked through."""
