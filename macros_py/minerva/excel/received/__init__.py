"""What came in: files, archives and e-mails, read in processes that can be stopped."""
