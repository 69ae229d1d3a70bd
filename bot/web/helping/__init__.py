"""A household's help as pages: the stages of its application, and its plan."""
