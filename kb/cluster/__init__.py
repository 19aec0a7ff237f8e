"""`kb build --scheduler`: articles worked out by the workers of a Dask cluster; paths go there, rows come back.

`connecting` finds the scheduler, `job` is what is sent, `working` is what a worker does, `sending` keeps so many
articles under way and sends again what was lost, `afar` gives an Extract of each article in order, as a build on one
machine would.
"""
