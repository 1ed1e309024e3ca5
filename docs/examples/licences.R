# The licence queue by office and good: what was filed and decided, how long the queue became, and how old (base R).
#
#     Rscript docs/examples/licences.R runs/april_2025
#     Rscript docs/examples/licences.R runs/april_2025 queue.pdf     # and a figure

arguments <- commandArgs(trailingOnly = TRUE)
options(width = 120)
if (length(arguments) < 1) stop("usage: Rscript licences.R RUN [FIGURE.pdf]")

# Codes such as NA (Namibia) are text, not missing values.
series <- read.csv(file.path(arguments[1], "series.csv"), na.strings = "")
licences <- subset(series, stage == "licence_office")
if (nrow(licences) == 0) stop("no office had an application in this run")
licences$date <- as.Date(licences$date)
licences$queue <- paste(licences$jurisdiction, licences$good)

of <- function(queue, metric) licences[licences$queue == queue & licences$metric == metric, ]

summary_of <- function(queue) {
  pending <- of(queue, "licences_pending")
  data.frame(
    queue = queue,
    filed = sum(of(queue, "licences_filed")$value),
    granted = sum(of(queue, "licences_granted")$value),
    refused = sum(of(queue, "licences_refused")$value),
    most_pending = max(pending$value),
    on = pending$date[which.max(pending$value)],
    highest_mean_age_weeks = round(max(of(queue, "licence_age_mean")$value, na.rm = TRUE), 1)
  )
}

queues <- unique(licences$queue)
print(do.call(rbind, lapply(queues, summary_of)), row.names = FALSE)

if (length(arguments) > 1) {
  pdf(arguments[2], width = 8, height = 5)
  all <- licences[licences$metric == "licences_pending", ]
  plot(range(all$date), c(0, max(all$value)), type = "n", xlab = "", ylab = "applications pending")
  for (k in seq_along(queues)) {
    pending <- of(queues[k], "licences_pending")
    lines(pending$date, pending$value, lty = k)
  }
  legend("topright", queues, lty = seq_along(queues), bty = "n")
  invisible(dev.off())
}
