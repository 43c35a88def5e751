"""Charts: a model of what is drawn (`model`), made from the figures (`build`), drawn as SVG (`svg`) and PNG (`png`)."""
