"""What the pages share: filters that write values in the reader's language, and the language switch."""
