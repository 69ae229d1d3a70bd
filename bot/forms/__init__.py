"""Forms: XLSForm workbooks compiled, asked, reviewed and recorded. Pure; it could be a library of its own."""
